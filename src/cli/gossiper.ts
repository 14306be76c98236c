import { errorMessage } from '../base/errors.ts'
import { runGossiper } from '../server/run-gossiper.ts'
import { EXIT_FAILED, EXIT_OK } from './exit-status.ts'
import { GOSSIPER_HELP, type GossiperOptions } from './gossiper-options.ts'
import { printable } from './mesh-printable.ts'
import { tell } from './terminal.ts'

/** `gamemesh gossiper`: runs a node of the classic HTTP surface until it is stopped. */
export async function gossiper(options: GossiperOptions): Promise<number> {
  if (options.kind === 'help') {
    process.stdout.write(GOSSIPER_HELP)
    return EXIT_OK
  }
  try {
    return await runGossiper(options.config)
  } catch (error) {
    // A peer may have put anything into its reason.
    tell(printable(errorMessage(error)))
    return EXIT_FAILED
  }
}
