export const CLIENT_TIMEOUT_MS = 5_000
export const INIT_TIMEOUT_MS = 10_000
/** Between healing and the final operations. */
export const QUIET_MS = 10_000
/** Between the final operations, which may themselves have to get around, and the comparison of all nodes. */
export const SETTLE_MS = 2_000
