import { presetConfig } from '../../src/gossip/engine/config.ts'
import { broadcastReach } from '../../src/simulator/cluster/measures/broadcast-reach.ts'
import { bulkTime } from '../../src/simulator/cluster/measures/bulk-time.ts'
import { deathTime } from '../../src/simulator/cluster/measures/death-time.ts'
import { falseDeaths } from '../../src/simulator/cluster/measures/false-deaths.ts'
import { idleTraffic } from '../../src/simulator/cluster/measures/idle-traffic.ts'
import { joinTime } from '../../src/simulator/cluster/measures/join-time.ts'
import { settledCluster } from '../../src/simulator/cluster/measures/settled-cluster.ts'
import { spreadOf } from '../../src/simulator/cluster/measures/spread-of-samples.ts'
import { healthyDeclaredDead, type Stalls } from '../../src/simulator/cluster/measures/stalled-members.ts'
import { updateTime } from '../../src/simulator/cluster/measures/update-time.ts'
import type { LinkQuality } from '../../src/simulator/world/links.ts'
import { keyCosts } from './key-costs.ts'
import { tcpFigures } from './tcp.ts'

export interface Line {
  readonly figure: string
  readonly asked: string
  readonly measured: string
  /** Undefined where nothing was asked. */
  readonly met?: boolean
}

export interface Scale {
  readonly seeds: number
  readonly joinSeeds: number
  readonly updates: number
  readonly deaths: number
  readonly broadcasts: number
  /** Of the run that must have no false deaths. */
  readonly quietSeconds: number
}

export const FULL: Scale = {
  seeds: 10,
  joinSeeds: 100,
  updates: 100,
  deaths: 20,
  broadcasts: 10_000,
  quietSeconds: 3600,
}
export const QUICK: Scale = {
  seeds: 2,
  joinSeeds: 10,
  updates: 20,
  deaths: 4,
  broadcasts: 500,
  quietSeconds: 120,
}

const SEED = 1
const LOCAL = presetConfig('local')
const KEYS = 10_000

function links(fastestMs: number, slowestMs: number, lossShare = 0): LinkQuality {
  return { fastestMs, slowestMs, lossShare, heldUpShare: 0, heldUpMs: 0 }
}

const SLOW = links(20, 80)
const FAR_AND_LOSSY = links(200, 200, 0.05)
const LOSSY = links(0, 0, 0.1)

const ms = (value: number) => `${Math.round(value)} ms`
const seconds = (value: number) => `${(value / 1000).toFixed(2)} s`

function update(nodes: number, scale: Scale): Line {
  const { ms: time, framesPerNode } = updateTime({ config: LOCAL, nodes }, SEED, scale.updates)
  return {
    figure: `one key at all nodes, N = ${nodes}`,
    asked: 'p50 <= 100 ms, max <= 200 ms, <= 5 frames a node',
    measured: `${ms(time.p50)}, ${ms(time.max)}, ${framesPerNode.toFixed(2)} frames`,
    met: time.p50 <= 100 && time.max <= 200 && framesPerNode <= 5,
  }
}

function slowUpdate(nodes: number, scale: Scale): Line {
  const { ms: time, framesPerNode } = updateTime({ config: LOCAL, nodes, links: SLOW }, SEED, scale.updates)
  return {
    figure: `the same with 20-80 ms one way, N = ${nodes}`,
    asked: 'aim: p50 <= 350 ms, max <= 600 ms',
    measured: `${ms(time.p50)}, ${ms(time.max)}, ${framesPerNode.toFixed(2)} frames`,
    met: time.p50 <= 350 && time.max <= 600,
  }
}

function bulk(nodes: number, askedSeconds: number, askedMegabytes: number): Line {
  const { ms: time, megabytes } = bulkTime({ config: LOCAL, nodes }, SEED, KEYS)
  return {
    figure: `10,000 keys of 32 B at all nodes, N = ${nodes}`,
    asked: `<= ${askedSeconds} s, <= ${askedMegabytes} MB`,
    measured: `${seconds(time)}, ${megabytes.toFixed(1)} MB`,
    met: time <= askedSeconds * 1000 && megabytes <= askedMegabytes,
  }
}

function idle(nodes: number, preset: 'local' | 'lan', limit: number): Line {
  const config = presetConfig(preset)
  const { bytesPerSecondAndNode, withTcpIp } = idleTraffic(
    { config, nodes },
    SEED,
    preset === 'lan' ? 120 : 30,
  )
  return {
    figure: `idle, ${preset}, N = ${nodes}`,
    asked: `<= ${limit} B/s a node`,
    measured: `${Math.round(bytesPerSecondAndNode)} B/s (${Math.round(withTcpIp)} with a TCP/IP header for each frame)`,
    met: bytesPerSecondAndNode <= limit,
  }
}

function death(nodes: number, scale: Scale): Line {
  const { p50, max } = deathTime({ config: LOCAL, nodes }, SEED, scale.deaths)
  return {
    figure: `death known to the last observer, N = ${nodes}`,
    asked: 'p50 <= 0.6 s, max <= 1.2 s',
    measured: `${seconds(p50)}, ${seconds(max)}`,
    met: p50 <= 600 && max <= 1200,
  }
}

function farDeath(nodes: number, scale: Scale): Line {
  const { p50, max } = deathTime({ config: LOCAL, nodes, links: FAR_AND_LOSSY }, SEED, scale.deaths)
  return {
    figure: `the same at 200 ms one way and 5 % loss, N = ${nodes}`,
    asked: 'p50 <= 3.5 s',
    measured: `${seconds(p50)} (max ${seconds(max)})`,
    met: p50 <= 3500,
  }
}

function lanDeath(nodes: number, scale: Scale): Line {
  const { p50, max } = deathTime({ config: presetConfig('lan'), nodes }, SEED, scale.deaths)
  return {
    figure: `death known to the last observer, lan, N = ${nodes}`,
    asked: '<= 5 s',
    measured: `p50 ${seconds(p50)}, max ${seconds(max)}`,
    met: max <= 5000,
  }
}

function quiet(nodes: number, scale: Scale, seed: number): Line {
  const deaths = falseDeaths({ config: LOCAL, nodes, links: FAR_AND_LOSSY }, seed, scale.quietSeconds)
  return {
    figure: `false deaths in ${scale.quietSeconds} s at 200 ms and 5 % loss, N = ${nodes}, seed ${seed}`,
    asked: '0',
    measured: String(deaths),
    met: deaths === 0,
  }
}

const STALLS: Omit<Stalls, 'kind'> = { members: 3, stalledMs: 8000, openMs: 500, totalMs: 240_000 }

function lifeguard(kind: Stalls['kind'], scale: Scale): Line {
  const count = (on: boolean) => {
    const config = presetConfig('local', { lifeguard: on })
    let deaths = 0
    for (let seed = 1; seed <= scale.seeds; seed++)
      deaths += healthyDeclaredDead({ config, nodes: 16 }, seed, { ...STALLS, kind })
    return deaths
  }
  const [on, off] = [count(true), count(false)]
  return {
    figure: `healthy members declared dead, 3 of 16 ${kind} 8 s of 8.5, 4 min, ${scale.seeds} seeds`,
    asked: 'with Lifeguard at most 1/12 of without',
    measured: `${on} with, ${off} without`,
    met: on * 12 <= off,
  }
}

function lifeguardDelay(scale: Scale): Line {
  const time = (on: boolean) =>
    deathTime({ config: presetConfig('local', { lifeguard: on }), nodes: 16 }, SEED, scale.deaths).p50
  const [on, off] = [time(true), time(false)]
  return {
    figure: 'real deaths with Lifeguard against without, N = 16',
    asked: 'at most 1.5 times as slow',
    measured: `${ms(on)} against ${ms(off)}`,
    met: on <= 1.5 * off,
  }
}

function broadcast(scale: Scale): Line {
  const {
    ms: time,
    missed,
    doubled,
    framesPerNode,
  } = broadcastReach({ config: LOCAL, nodes: 64, links: LOSSY }, SEED, scale.broadcasts)
  return {
    figure: `${scale.broadcasts} broadcasts at 10 % loss, N = 64`,
    asked: 'everywhere within 2 s, 0 missed, <= 8 frames a node',
    measured: `p50 ${ms(time.p50)}, max ${ms(time.max)}, ${missed} missed, ${doubled} doubled, ${framesPerNode.toFixed(2)} frames`,
    met: time.max <= 2000 && missed === 0 && doubled === 0 && framesPerNode <= 8,
  }
}

function join(scale: Scale): Line {
  const times = Array.from({ length: scale.joinSeeds }, (_, index) =>
    joinTime({ config: LOCAL, nodes: 64 }, index + 1),
  )
  const { p50, max } = spreadOf(times)
  return {
    figure: `64 nodes join one seed at once, ${scale.joinSeeds} seeds`,
    asked: 'every view complete within 1 s',
    measured: `p50 ${ms(p50)}, max ${ms(max)}`,
    met: max <= 1000,
  }
}

function keys(count: number): Line {
  const perSecond = keyCosts(count)
  return {
    figure: `keys taken over, choose + encode + decode + apply, ${count} keys`,
    asked: '>= 200,000 a second and core',
    measured: `${Math.round(perSecond / 1000)},000`,
    met: perSecond >= 200_000,
  }
}

function idleSpeed(): Line {
  const VIRTUAL_SECONDS = 120
  const world = settledCluster({ config: LOCAL, nodes: 64 }, SEED)
  const before = process.cpuUsage()
  world.play(VIRTUAL_SECONDS * 1000)
  const { user, system } = process.cpuUsage(before)
  const times = VIRTUAL_SECONDS / ((user + system) / 1e6)
  return {
    figure: 'N = 64 idle, against real time on one core',
    asked: '>= 60 times',
    measured: `${times.toFixed(0)} times`,
    met: times >= 60,
  }
}

/** What real processes add to virtual time: at most this factor. */
const REAL_FACTOR = 1.5

async function tcp(): Promise<Line> {
  const { update: key, death: end } = await tcpFigures()
  return {
    figure: '16 processes on loopback: one key at all nodes; death at the last observer',
    asked: 'p50 <= 150 ms, max <= 300 ms; p50 <= 0.9 s, max <= 1.8 s',
    measured: `${key.p50.toFixed(1)} ms, ${key.max.toFixed(1)} ms; ${seconds(end.p50)}, ${seconds(end.max)}`,
    met:
      key.p50 <= 100 * REAL_FACTOR &&
      key.max <= 200 * REAL_FACTOR &&
      end.p50 <= 600 * REAL_FACTOR &&
      end.max <= 1200 * REAL_FACTOR,
  }
}

/** What there is to measure, each on its own. */
export function jobs(scale: Scale): ReadonlyArray<readonly [name: string, run: () => Line | Promise<Line>]> {
  const seeds = Array.from({ length: scale.seeds }, (_, index) => index + 1)
  return [
    ...[16, 32, 64].map((nodes) => [`update-${nodes}`, () => update(nodes, scale)] as const),
    ...[16, 32, 64].map((nodes) => [`slow-update-${nodes}`, () => slowUpdate(nodes, scale)] as const),
    ['bulk-16', () => bulk(16, 0.9, 10)],
    ['bulk-32', () => bulk(32, 1, 20)],
    ['bulk-64', () => bulk(64, 1.1, 38)],
    ['idle-16', () => idle(16, 'local', 2000)],
    ['idle-64', () => idle(64, 'local', 2000)],
    ['idle-512', () => idle(512, 'local', 2000)],
    ['idle-lan-64', () => idle(64, 'lan', 260)],
    ...[16, 32, 64].map((nodes) => [`death-${nodes}`, () => death(nodes, scale)] as const),
    ...[16, 64].map((nodes) => [`far-death-${nodes}`, () => farDeath(nodes, scale)] as const),
    ['lan-death-64', () => lanDeath(64, scale)],
    ['lifeguard-mute', () => lifeguard('mute', scale)],
    ['lifeguard-delay', () => lifeguardDelay(scale)],
    ['broadcast', () => broadcast(scale)],
    ['join', () => join(scale)],
    ['keys-10000', () => keys(10_000)],
    ['keys-100000', () => keys(100_000)],
    ['idle-speed', idleSpeed],
    ['tcp', tcp],
    ...seeds.map((seed) => [`quiet-16-${seed}`, () => quiet(16, scale, seed)] as const),
    ...seeds.map((seed) => [`quiet-64-${seed}`, () => quiet(64, scale, seed)] as const),
  ]
}
