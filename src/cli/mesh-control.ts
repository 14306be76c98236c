import { errorMessage } from '../base/errors.ts'
import { parseAddress } from '../gossip/transport/addresses.ts'
import { EXIT_FAILED, EXIT_OK, EXIT_WRONG_INPUT } from './exit-status.ts'
import { CONTROL_HELP } from './mesh-help.ts'
import { MeshClient } from './mesh-client.ts'
import { type Flag, FlagError, type ReadFlags, readFlags } from './mesh-flags.ts'
import type { ControlCommand } from './mesh-names.ts'
import { type Request, requestOf } from './mesh-requests.ts'
import { showAnswer, showLine } from './mesh-show.ts'
import { SECRET_FLAGS, openLayer } from './mesh-secrets.ts'
import { DEFAULT_CLUSTER, DEFAULT_NODE_ADDRESS } from './mesh-defaults.ts'
import { SHELL_COMMAND } from './shell-command.ts'
import { onStopSignals } from './stop-signals.ts'
import { tell } from './terminal.ts'

const CONTROL_FLAGS: readonly Flag[] = [
  { name: 'addr', kind: 'text' },
  { name: 'json', kind: 'switch' },
  { name: 'lines', kind: 'switch' },
  { name: 'rounds', kind: 'switch' },
  { name: 'to', kind: 'list' },
  { name: 'ttl', kind: 'text' },
  { name: 'timeout-ms', kind: 'text' },
  ...SECRET_FLAGS,
]

/** Beyond the time that the node itself has for an answer. */
const ANSWER_SLACK_MS = 5_000

export type MembersForm = 'table' | 'lines'

/** One question to a running node, or one stream from it. */
export async function meshControl(
  command: ControlCommand,
  words: readonly string[],
  form: MembersForm,
): Promise<number> {
  if (words.some((word) => /^--?h(elp)?$/.test(word))) {
    process.stdout.write(CONTROL_HELP)
    return EXIT_OK
  }
  try {
    const flags = readFlags(words, CONTROL_FLAGS)
    const request = requestOf(command, flags)
    return await carryOut(await clientOf(flags, request), request, flags, form)
  } catch (error) {
    const help = `; "${SHELL_COMMAND} ${command} --help" lists the commands and flags`
    tell(error instanceof FlagError ? `${error.message}${help}` : errorMessage(error))
    return error instanceof FlagError ? EXIT_WRONG_INPUT : EXIT_FAILED
  }
}

async function clientOf(flags: ReadFlags, request: Request): Promise<MeshClient> {
  const address = flags.text('addr') ?? DEFAULT_NODE_ADDRESS
  try {
    parseAddress(address)
  } catch (error) {
    throw new FlagError(`-addr: ${errorMessage(error)}`, { cause: error })
  }
  const { layer } = await openLayer({
    cluster: flags.text('cluster') ?? DEFAULT_CLUSTER,
    secretFile: flags.text('secret-file'),
    tlsKey: flags.text('tls-key'),
    tlsCert: flags.text('tls-cert'),
    tlsCa: flags.text('tls-ca'),
  })
  return new MeshClient(address, layer, request.timeoutMs + ANSWER_SLACK_MS)
}

async function carryOut(
  client: MeshClient,
  request: Request,
  flags: ReadFlags,
  form: MembersForm,
): Promise<number> {
  const show = { json: flags.isSet('json'), lines: form === 'lines' || flags.isSet('lines') }
  const write = (text: string) => void process.stdout.write(text)
  if (request.kind === 'call') {
    write(showAnswer(request.command, await client.call(request), show))
    return EXIT_OK
  }
  const stop = new AbortController()
  const release = onStopSignals(
    () => stop.abort(),
    () => process.exit(EXIT_FAILED),
  )
  try {
    const wasEnded = await client.stream(request.path, (line) => write(showLine(line, show)), stop.signal)
    if (wasEnded) tell('the node has ended the stream')
    return wasEnded ? EXIT_FAILED : EXIT_OK
  } finally {
    release()
  }
}
