/// <reference types="zod-openapi" />
import { z } from 'zod'
import { decodeCursor } from '../cursor.ts'
import { regionName, sessionStatus, userId } from './session.ts'

export const MAX_PAGE_SIZE = 200
export const DEFAULT_PAGE_SIZE = 50

const limit = z
  .string('must be given once')
  .refine(isPageSize, `must be a whole number from 1 to ${MAX_PAGE_SIZE}`)
  .transform(Number)
  .default(DEFAULT_PAGE_SIZE)
  .meta({ override: { type: 'integer', minimum: 1, maximum: MAX_PAGE_SIZE, default: DEFAULT_PAGE_SIZE } })

function isPageSize(text: string): boolean {
  return /^[1-9]\d{0,2}$/.test(text) && Number(text) <= MAX_PAGE_SIZE
}

const cursor = z
  .string('must be given once')
  .transform((text, context) => {
    const position = decodeCursor(text)
    if (position) return position
    context.addIssue({ code: 'custom', message: 'must be the next_cursor of an earlier page' })
    return z.NEVER
  })
  .meta({ override: { type: 'string' }, description: 'The next_cursor of the page before.' })

/** One user's sessions, or one region's active sessions. */
export const sessionListQuery = z
  .object({
    user_id: userId.optional().meta({ description: 'List this user’s sessions.' }),
    region: regionName
      .optional()
      .meta({ description: 'List this region’s active sessions; needs status=active.' }),
    status: sessionStatus.optional(),
    limit,
    cursor: cursor.optional(),
  })
  .superRefine((query, context) => {
    if ((query.user_id === undefined) === (query.region === undefined)) {
      context.addIssue({
        code: 'custom',
        path: ['user_id'],
        message: 'or region must be given, and not both',
      })
    }
    if (query.region !== undefined && query.status !== 'active') {
      context.addIssue({ code: 'custom', path: ['status'], message: 'must be active when region is given' })
    }
  })
