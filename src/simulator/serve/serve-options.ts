/** Next to 8080 to 8082, which a local main with two regions takes, so that both can run at once. */
export const DEFAULT_SERVE_PORT = 8090
/** Whoever can reach the server can have it compute. */
export const DEFAULT_SERVE_HOST = '127.0.0.1'

const FAULTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another program: stop it, or choose another --port',
  EADDRNOTAVAIL: 'is no address of this machine: choose another --host',
  EACCES: 'must not be used by this user: choose another --port',
  ENOTFOUND: 'has a host that is not known: choose another --host',
}

/** What a failed start means to whoever typed the command: one line. */
export function serveFault(
  error: unknown,
  { host, port }: { readonly host: string; readonly port: number },
): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const what = FAULTS[code]
  if (what !== undefined) return `${host}:${port} ${what}`
  return error instanceof Error ? error.message : String(error)
}
