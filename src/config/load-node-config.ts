import { readFileSync } from 'node:fs'
import { errorMessage } from '../base/errors.ts'
import { type Environment, isSet } from './env.ts'
import type { NodeConfig } from './node-config.ts'
import { readNodeFile } from './node-config-file.ts'
import { readNodeFlags } from './node-config-flags.ts'
import type { NodeProblem, Reading, SettingText } from './node-setting-text.ts'
import {
  CONFIG_FILE_FLAG,
  type NodeSetting,
  type NodeValues,
  nodeSettingNames,
  nodeSettings,
  variableOf,
} from './node-settings.ts'

export type LoadedNodeConfig =
  | { readonly ok: true; readonly config: NodeConfig }
  | { readonly ok: false; readonly problems: readonly NodeProblem[] }

const DEFAULT_CLUSTER = 'gamemesh'
const TLS_FILES = ['tlsKeyFile', 'tlsCertFile', 'tlsCaFile'] as const

/** Flags over environment over file -> a node's configuration, or everything that is wrong at once. */
export function loadNodeConfig(
  words: readonly string[],
  environment: Environment,
  readText: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): LoadedNodeConfig {
  const flags = readNodeFlags(words)
  const variables = readVariables(environment)
  const configFile = flags.configFile ?? environment[variableOf(CONFIG_FILE_FLAG)]?.trim()
  const file = configFile ? readFile(configFile, readText) : NOTHING
  const readings = [file, variables, flags]
  const texts = new Map<NodeSetting, SettingText>()
  for (const reading of readings) for (const one of reading.texts) texts.set(one.setting, one)
  const { values, problems } = parsed([...texts.values()])
  const all = [...readings.flatMap((reading) => reading.problems), ...problems]
  const bad = new Set(all.flatMap(({ setting }) => setting ?? []))
  const missing = relationProblems(values, bad)
  if (all.length + missing.length > 0) return { ok: false, problems: [...all, ...missing] }
  return { ok: true, config: configOf(values) }
}

const NOTHING: Reading = { texts: [], problems: [] }

function readFile(path: string, readText: (path: string) => string): Reading {
  try {
    return readNodeFile(path, readText(path))
  } catch (error) {
    return { texts: [], problems: [{ where: path, message: `cannot be read: ${errorMessage(error)}` }] }
  }
}

function readVariables(environment: Environment): Reading {
  const texts = nodeSettingNames().flatMap((setting) => {
    const where = variableOf(setting)
    return isSet(environment, where) ? [{ setting, where, text: environment[where]?.trim() ?? '' }] : []
  })
  return { texts, problems: [] }
}

function parsed(texts: readonly SettingText[]): { values: NodeValues; problems: NodeProblem[] } {
  const problems: NodeProblem[] = []
  const entries = texts.flatMap(({ setting, text, where }) => {
    try {
      return [[setting, nodeSettings[setting](text)]]
    } catch (error) {
      problems.push({ where, message: errorMessage(error), setting })
      return []
    }
  })
  return { values: Object.fromEntries(entries) as NodeValues, problems }
}

/** What does not go together; a value that is wrong by itself is not held against the others. */
function relationProblems(values: NodeValues, bad: ReadonlySet<NodeSetting>): NodeProblem[] {
  const problems: NodeProblem[] = []
  const has = (setting: NodeSetting) => values[setting] !== undefined || bad.has(setting)
  const need = (setting: NodeSetting, why: string) => {
    if (!has(setting)) problems.push({ where: `-${setting}`, message: why })
  }
  need('name', 'is missing: every node needs a name of its own')
  need('nodeAddr', 'is missing: say where to listen, such as -nodeAddr=localhost:8081')
  const hasRoutes = (values.routes?.length ?? 0) > 0 || bad.has('routes')
  if (values.mode !== 'seed' && !bad.has('mode') && !hasRoutes)
    problems.push({
      where: '-routes',
      message: 'is missing: name a seed to join, or start this one with -mode=seed',
    })
  const given = TLS_FILES.filter(has)
  if (given.length > 0 && given.length < TLS_FILES.length)
    for (const file of TLS_FILES) need(file, `is missing: certificates need all of ${TLS_FILES.join(', ')}`)
  if (given.length > 0 && has('secretFile'))
    problems.push({
      where: '-secretFile',
      message: 'a node proves itself by a secret or by certificates, not by both',
    })
  return problems
}

function configOf(values: NodeValues): NodeConfig {
  const { mode = 'node', clusterNetwork = 'LOCAL', cluster = DEFAULT_CLUSTER, routes = [] } = values
  const { name = '', nodeAddr = '', advertise, secretFile, metricsAddr, fanout, dataDir } = values
  const { tlsKeyFile, tlsCertFile, tlsCaFile, gossipInterval } = values
  const hasTls = tlsKeyFile !== undefined && tlsCertFile !== undefined && tlsCaFile !== undefined
  return {
    mode,
    name,
    cluster,
    clusterNetwork,
    nodeAddr,
    routes,
    preset: values.preset ?? (clusterNetwork === 'LOCAL' ? 'local' : 'lan'),
    ...(advertise !== undefined && { advertise }),
    ...(secretFile !== undefined && { secretFile }),
    ...(hasTls && { tls: { keyFile: tlsKeyFile, certFile: tlsCertFile, caFile: tlsCaFile } }),
    ...(metricsAddr !== undefined && { metricsAddr }),
    ...(gossipInterval !== undefined && { gossipIntervalMs: gossipInterval }),
    ...(fanout !== undefined && { fanout }),
    ...(dataDir !== undefined && { dataDir }),
  }
}
