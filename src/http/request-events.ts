/** What operators are told about requests. */
export interface RequestEvents {
  /** `route` is a template such as `/game/sessions/{id}`, or `unmatched`; `method` is a common one, or `other`. */
  requestFinished(route: string, method: string, status: number, seconds: number): void
}

export const noRequestEvents: RequestEvents = { requestFinished: () => {} }
