import { silentLogger } from '../../src/base/logger-port.ts'
import type { RequestContext } from '../../src/base/request-context.ts'
import type { Runtime } from '../../src/base/runtime-port.ts'

export function requestContext(runtime: Runtime, deadlineMs = 5_000): RequestContext {
  return { requestId: 'test-request', deadline: runtime.deadline(deadlineMs), log: silentLogger }
}
