import { MAIN_REGION } from '../base/region-name.ts'
import type { Problem, Values } from './read-values.ts'

type Known = Partial<Values>

/** IS_MAIN decides; without it, having a main server to report to makes a server a regional one. */
export function isMain(values: Known): boolean {
  return values.IS_MAIN ?? values.MAIN_SERVER_URL === undefined
}

/** What is wrong between variables. `bad` names those that are already reported by themselves. */
export function relationProblems(values: Known, bad: ReadonlySet<string>): Problem[] {
  const roleIsKnown = !bad.has('IS_MAIN') && (values.IS_MAIN !== undefined || !bad.has('MAIN_SERVER_URL'))
  const problems = [
    ...(roleIsKnown && !isMain(values) ? regionalProblems(values) : []),
    ...credentialProblems(values),
    ...tlsProblems(values),
    ...serialProblems(values),
  ]
  return problems.filter((problem) => !bad.has(problem.variable))
}

function regionalProblems(values: Known): Problem[] {
  const problems: Problem[] = []
  if (values.REGION === undefined) {
    problems.push({
      variable: 'REGION',
      message: 'is required on a regional server; name its region, e.g. REGION=eu',
    })
  }
  if (values.REGION === MAIN_REGION) {
    problems.push({
      variable: 'REGION',
      message: `"${MAIN_REGION}" is kept for the main server; name the region, or set IS_MAIN=true`,
    })
  }
  if (values.MAIN_SERVER_URL === undefined) {
    problems.push({
      variable: 'MAIN_SERVER_URL',
      message: 'is required when IS_MAIN=false; set the address of main, e.g. http://localhost:8080',
    })
  }
  return problems
}

function credentialProblems(values: Known): Problem[] {
  const { CASSANDRA_USERNAME: username, CASSANDRA_PASSWORD: password } = values
  if (username !== undefined && password === undefined) {
    return [{ variable: 'CASSANDRA_PASSWORD', message: 'is required when CASSANDRA_USERNAME is set' }]
  }
  if (username === undefined && password !== undefined) {
    return [{ variable: 'CASSANDRA_USERNAME', message: 'is required when CASSANDRA_PASSWORD is set' }]
  }
  return []
}

const TLS_DETAILS = [
  'CASSANDRA_TLS_CA_FILE',
  'CASSANDRA_TLS_CERT_FILE',
  'CASSANDRA_TLS_KEY_FILE',
  'CASSANDRA_TLS_SERVER_NAME',
] as const

/** A TLS detail without TLS is refused: whoever wrote it believes that the connection is encrypted. */
function tlsProblems(values: Known): Problem[] {
  const unused =
    values.CASSANDRA_TLS === false ? TLS_DETAILS.filter((name) => values[name] !== undefined) : []
  const problems: Problem[] = unused.map((variable) => ({
    variable,
    message: 'has no effect without CASSANDRA_TLS=true; set that, or remove this',
  }))
  const { CASSANDRA_TLS_CERT_FILE: cert, CASSANDRA_TLS_KEY_FILE: key } = values
  if (cert !== undefined && key === undefined) {
    problems.push({
      variable: 'CASSANDRA_TLS_KEY_FILE',
      message: 'is required when CASSANDRA_TLS_CERT_FILE is set',
    })
  }
  if (cert === undefined && key !== undefined) {
    problems.push({
      variable: 'CASSANDRA_TLS_CERT_FILE',
      message: 'is required when CASSANDRA_TLS_KEY_FILE is set',
    })
  }
  return problems
}

/** The keyspace that exists is judged by the store; this is the same rule for one that would be created. */
function serialProblems(values: Known): Problem[] {
  if (values.CASSANDRA_SERIAL_CONSISTENCY !== 'LOCAL_SERIAL' || values.CASSANDRA_SERIAL_SINGLE_DC !== false)
    return []
  const dataCentres = Object.keys(values.CASSANDRA_REPLICATION ?? {}).filter((option) => option !== 'class')
  if (dataCentres.length < 2) return []
  return [
    {
      variable: 'CASSANDRA_SERIAL_CONSISTENCY',
      message:
        'LOCAL_SERIAL with CASSANDRA_REPLICATION over several data centres gives users two active sessions; ' +
        'set SERIAL, or CASSANDRA_SERIAL_SINGLE_DC=true if all servers write through one data centre',
    },
  ]
}
