import { query } from '../node/call.ts'
import { nodeProgram } from '../node/program.ts'

/** Any JSON may be told, null too, but something has to be. */
export const echo = nodeProgram(() => ({
  echo: query(
    (body) => ('echo' in body ? { echo: body['echo'] } : undefined),
    (asked, call) => call.reply(asked),
  ),
}))
