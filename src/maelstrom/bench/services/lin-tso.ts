import type { Body } from '../../protocol/envelope.ts'
import { ERROR_CODE } from '../../protocol/errors.ts'
import { refused, type Service } from './service.ts'

/** Gives out 0, 1, 2 and so on. */
export class LinTso implements Service {
  #next = 0

  handle(_caller: string, request: Body): Body {
    if (request.type !== 'ts') return refused(ERROR_CODE.notSupported, `no such request: ${request.type}`)
    return { type: 'ts_ok', ts: this.#next++ }
  }
}
