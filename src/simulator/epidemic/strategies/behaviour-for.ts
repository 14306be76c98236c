import { assertNever } from '../../../base/assert.ts'
import { Draws } from '../draws.ts'
import { ASK, EXCHANGE } from '../kinds.ts'
import type { Sender } from '../sender.ts'
import type { EpidemicSettings } from '../settings.ts'
import type { Behaviour } from './behaviour.ts'
import { Pull } from './pull.ts'
import { Push } from './push.ts'
import { Chain, Relay, SendToAll, Silence } from './relay.ts'
import { RumourMongering } from './rumour.ts'
import { Tree } from './tree.ts'

export function behaviourFor(settings: EpidemicSettings, sender: Sender, intervalTicks: number): Behaviour {
  const { strategy, fanout, maxRounds, origins } = settings
  switch (strategy) {
    case 'push':
      return new Push(sender, settings, intervalTicks, new Draws(settings.seed, 'epidemic repeats'))
    case 'pull':
      return new Pull(sender, ASK, fanout)
    case 'push-pull':
      return new Pull(sender, EXCHANGE, fanout)
    case 'anti-entropy':
      return new Silence()
    case 'rumour': {
      const coins = new Draws(settings.seed, 'epidemic coins')
      return new RumourMongering(sender, settings.rumour, fanout, maxRounds * intervalTicks, coins)
    }
    case 'infect-and-die':
    case 'relay-once':
      return new Relay(sender, fanout)
    case 'broadcast':
      return new SendToAll(sender, false)
    case 'flood':
      return new SendToAll(sender, true)
    case 'chain':
      return new Chain(sender, origins)
    case 'tree':
      return new Tree(sender, origins, fanout, intervalTicks)
    default:
      return assertNever(strategy)
  }
}
