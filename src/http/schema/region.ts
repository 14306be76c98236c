/// <reference types="zod-openapi" />
import { z } from 'zod'
import { DEFAULT_INSTANCE } from '../../regions/region-instance.ts'
import { baseUrl } from './base-url.ts'
import { regionName, timestamp } from './session.ts'

/** How often a registration that names no interval is taken to be repeated. */
export const DEFAULT_INTERVAL_SECONDS = 30
export const MIN_INTERVAL_SECONDS = 0.1
export const MAX_INTERVAL_SECONDS = 3600
export const MAX_CAPACITY = 1_000_000_000

const instance = z
  .string('must be a string')
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, underscores or hyphens')
const count = z
  .int('must be a whole number')
  .min(0, 'must not be negative')
  .max(MAX_CAPACITY, `must be at most ${MAX_CAPACITY}`)
const intervalSeconds = z
  .number('must be a number')
  .min(MIN_INTERVAL_SECONDS, `must be at least ${MIN_INTERVAL_SECONDS}`)
  .max(MAX_INTERVAL_SECONDS, `must be at most ${MAX_INTERVAL_SECONDS}`)
const location = z.object(
  {
    latitude: z.number('must be a number').min(-90, 'must be at least -90').max(90, 'must be at most 90'),
    longitude: z
      .number('must be a number')
      .min(-180, 'must be at least -180')
      .max(180, 'must be at most 180'),
  },
  'must be an object with latitude and longitude',
)

export const registerRequest = z
  .object({
    region: regionName,
    base_url: baseUrl,
    instance: instance
      .default(DEFAULT_INSTANCE)
      .meta({ description: 'Tells several servers of one region apart.' }),
    interval_seconds: intervalSeconds
      .default(DEFAULT_INTERVAL_SECONDS)
      .meta({ description: 'How far apart the registrations will be: liveness is judged by it.' }),
    capacity: count.optional().meta({ description: 'How many active sessions it takes; absent: no limit.' }),
    active_sessions: count.optional(),
    draining: z
      .boolean('must be true or false')
      .default(false)
      .meta({ description: 'Takes no new sessions.' }),
    location: location.optional(),
  })
  .meta({ id: 'RegisterRequest' })

export const registerAnswer = z
  .strictObject({
    region: regionName,
    instance: z.string(),
    base_url: z.string(),
    status: z.literal('registered'),
    interval_seconds: z.number().meta({ description: 'Register again at least this often.' }),
  })
  .meta({ id: 'Registered' })

const regionView = z
  .strictObject({
    region: regionName,
    instance: z.string(),
    base_url: z.string(),
    status: z
      .enum(['available', 'draining', 'unavailable'])
      .meta({ description: 'Only an available server gets new sessions.' }),
    last_seen: timestamp,
    interval_seconds: z.number(),
    capacity: count.optional(),
    active_sessions: count.optional(),
    location: z.strictObject({ latitude: z.number(), longitude: z.number() }).optional(),
  })
  .meta({ id: 'Region' })

export const regionList = z.strictObject({ regions: z.array(regionView) }).meta({ id: 'RegionList' })

export type RegisterAnswer = z.infer<typeof registerAnswer>
export type RegionView = z.infer<typeof regionView>
