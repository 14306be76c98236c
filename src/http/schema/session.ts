/// <reference types="zod-openapi" />
import { z } from 'zod'
import { isRegionName } from '../../base/region-name.ts'
import { isSessionId } from '../../sessions/session-id.ts'
import { isLongerThanUserId, MAX_USER_ID_LENGTH, SESSION_STATUSES } from '../../sessions/session.ts'

/** Control characters garble logs, and half a surrogate pair has no UTF-8 form: no store could give it back. */
const USER_ID = /^[^\p{Cc}\p{Cs}]*$/u

export const userId = z
  .string('must be a string')
  .min(1, 'must not be empty')
  .refine((text) => !isLongerThanUserId(text), `must be at most ${MAX_USER_ID_LENGTH} characters long`)
  .regex(USER_ID, 'must be text without control characters and broken surrogate pairs')
  .meta({
    id: 'UserId',
    maxLength: MAX_USER_ID_LENGTH,
    description: 'Any name that the game gives its player.',
    example: 'user123',
  })

export const regionName = z
  .string('must be a string')
  .refine(isRegionName, 'must be 1 to 32 of the characters a-z, 0-9 and -')
  .meta({ id: 'RegionName', pattern: '^[a-z0-9-]{1,32}$', example: 'eu' })

export const sessionId = z
  .string('must be a string')
  .refine(isSessionId, 'must be a UUID')
  .meta({ id: 'SessionId', format: 'uuid', example: '550e8400-e29b-41d4-a716-446655440000' })

/** A session id as clients send it: upper case is the same UUID (RFC 9562). */
export const sessionIdInput = z
  .string('must be a string')
  .toLowerCase()
  .pipe(sessionId)
  .meta({ override: { type: 'string', format: 'uuid' }, example: '550e8400-e29b-41d4-a716-446655440000' })

export const timestamp = z.iso.datetime().meta({
  id: 'Timestamp',
  description: 'RFC 3339, in UTC.',
  example: '2024-01-15T10:30:00.000Z',
  // The format says it; the pattern that zod makes has four lines.
  override: ({ jsonSchema }) => {
    delete jsonSchema.pattern
  },
})

export const sessionStatus = z
  .enum(SESSION_STATUSES, `must be one of ${SESSION_STATUSES.join(', ')}`)
  .meta({ id: 'SessionStatus' })

export const startRequest = z
  .object({
    user_id: userId,
    region: regionName.optional().meta({ description: 'Where the player would like to play.' }),
  })
  .meta({ id: 'StartRequest' })

/** Strict: also judges what a regional server answered before main passes it on. */
export const startAnswer = z
  .strictObject({
    session_id: sessionId,
    user_id: userId,
    region: regionName,
    started_at: timestamp,
    status: sessionStatus,
  })
  .meta({ id: 'StartedSession' })

export const exitRequest = z.object({ session_id: sessionIdInput }).meta({ id: 'ExitRequest' })

export const exitAnswer = z
  .strictObject({
    session_id: sessionId,
    user_id: userId,
    exited_at: timestamp,
    status: z
      .enum(['exited', 'expired'])
      .meta({ description: '`expired` when the session was over before the exit came.' }),
  })
  .meta({ id: 'ExitedSession' })

export const sessionView = z
  .strictObject({
    session_id: sessionId,
    user_id: userId,
    region: regionName,
    started_at: timestamp,
    status: sessionStatus,
    exited_at: timestamp.optional().meta({ description: 'Present once the session has ended.' }),
  })
  .meta({ id: 'Session' })

export const heartbeatAnswer = startAnswer
  .extend({
    expires_at: timestamp.optional().meta({
      description:
        'When the session is over unless there is another heartbeat; absent when sessions do not expire.',
    }),
  })
  .meta({ id: 'LivingSession' })

export const sessionPage = z
  .strictObject({
    sessions: z.array(sessionView),
    next_cursor: z.string().optional().meta({
      description:
        'Where the next page begins. Absent on the last page; a page may be empty and not the last.',
    }),
  })
  .meta({ id: 'SessionPage' })

export type StartAnswer = z.infer<typeof startAnswer>
export type ExitAnswer = z.infer<typeof exitAnswer>
export type HeartbeatAnswer = z.infer<typeof heartbeatAnswer>
export type SessionView = z.infer<typeof sessionView>
export type SessionPageView = z.infer<typeof sessionPage>
