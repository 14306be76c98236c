/** The short name of what went wrong with a socket, such as ECONNREFUSED. */
export function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : 'socket_error'
}
