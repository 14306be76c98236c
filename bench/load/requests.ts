/** What a load asks for. Each kind takes its next subject from a `Subjects`. */
export type LoadKind = 'start' | 'exit' | 'find' | 'list-user' | 'list-active'

export interface RequestKind {
  readonly text: (subject: string) => string
  /** Any other status counts as an error. */
  readonly expected: ReadonlySet<number>
}

const OK = new Set([200])

function post(path: string, body: string): string {
  return (
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${body.length}\r\n\r\n${body}`
  )
}

function get(target: string): string {
  return `GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`
}

export const REQUEST_KINDS: Readonly<Record<LoadKind, RequestKind>> = {
  // A user of its own each time: every start creates.
  start: { text: (userId) => post('/game/start', `{"user_id":"${userId}"}`), expected: new Set([201]) },
  exit: { text: (sessionId) => post('/game/exit', `{"session_id":"${sessionId}"}`), expected: OK },
  find: { text: (sessionId) => get(`/game/sessions/${sessionId}`), expected: OK },
  'list-user': { text: (userId) => get(`/game/sessions?user_id=${userId}`), expected: OK },
  'list-active': { text: (region) => get(`/game/sessions?region=${region}&status=active`), expected: OK },
}
