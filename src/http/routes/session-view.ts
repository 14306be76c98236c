import type { Session } from '../../sessions/session.ts'
import type { SessionView } from '../schema/session.ts'
import { rfc3339 } from './rfc3339.ts'

export function sessionView(session: Session): SessionView {
  return {
    session_id: session.sessionId,
    user_id: session.userId,
    region: session.region,
    started_at: rfc3339(session.startedAtMs),
    status: session.status,
    ...(session.status !== 'active' && { exited_at: rfc3339(session.exitedAtMs) }),
  }
}
