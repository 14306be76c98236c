import { errorMessage } from '../base/errors.ts'
import { readEnvironment } from '../config/env.ts'
import { advertisedAddress } from '../gossip/sdk/advertised-address.ts'
import { checkNetwork } from '../gossip/transport/resolve-address.ts'
import { EXIT_FAILED, EXIT_OK, EXIT_WRONG_INPUT } from './exit-status.ts'
import { FlagError } from './mesh-flags.ts'
import { type SecretOptions, openLayer } from './mesh-secrets.ts'
import { NODE_HELP } from './node-help.ts'
import { type NodeCommandOptions, readNodeOptions } from './node-options.ts'
import { runNode } from './node-run.ts'
import { reportProblems } from './report-problems.ts'
import { tell } from './terminal.ts'

/** `gamemesh node …`: a node of the mesh until it is stopped. */
export async function node(words: readonly string[]): Promise<number> {
  if (words.some((word) => /^--?h(elp)?$/.test(word))) {
    process.stdout.write(NODE_HELP)
    return EXIT_OK
  }
  const { environment, badLines } = readEnvironment()
  const read = readNodeOptions(words, environment)
  if (!read.ok || badLines.length > 0) {
    reportProblems([], badLines)
    for (const problem of read.ok ? [] : read.problems) tell(problem)
    return EXIT_WRONG_INPUT
  }
  try {
    const opened = await openLayer(secretsOf(read.options))
    await checkAddress(read.options)
    return await runNode(read.options, opened)
  } catch (error) {
    tell(errorMessage(error))
    return error instanceof FlagError ? EXIT_WRONG_INPUT : EXIT_FAILED
  }
}

function secretsOf({ config }: NodeCommandOptions): SecretOptions {
  const { cluster, secretFile, tls } = config
  return { cluster, secretFile, tlsKey: tls?.keyFile, tlsCert: tls?.certFile, tlsCa: tls?.caFile }
}

/** The network type is that of the address which the others get. */
async function checkAddress({ config }: NodeCommandOptions): Promise<void> {
  const { clusterNetwork, nodeAddr, advertise } = config
  const flag = advertise === undefined ? 'nodeAddr' : 'advertise'
  try {
    await checkNetwork(clusterNetwork, advertise ?? advertisedAddress(nodeAddr, clusterNetwork) ?? nodeAddr)
  } catch (error) {
    throw new FlagError(`-${flag}: ${errorMessage(error)}`, { cause: error })
  }
}
