import type cassandra from 'cassandra-driver'
import { errorMessage } from '../../base/errors.ts'
import type { Logger } from '../../base/logger-port.ts'

/**
 * The driver's connection for news of the cluster may be renewed twice at once: the second renewal takes the connection
 * away under the first, which then rejects in nobody's hands and would end the process (`_refresh` in the driver's
 * control-connection.js). The second one goes on, so the first one's failure is only told.
 */
interface ControlConnection {
  _refresh(hosts?: unknown): Promise<void>
}

export function guardControlConnection(client: cassandra.Client, log: Logger): void {
  const control = controlConnectionOf(client)
  const refresh = control._refresh.bind(control)
  control._refresh = (hosts) =>
    refresh(hosts).catch((error: unknown) =>
      log.debug('a renewal of the control connection was overtaken by another', {
        error: errorMessage(error),
      }),
    )
}

/** The driver's typings leave it out. */
function controlConnectionOf(client: cassandra.Client): ControlConnection {
  return (client as cassandra.Client & { controlConnection: ControlConnection }).controlConnection
}
