/// <reference types="zod-openapi" />
import { z } from 'zod'

export const healthAnswer = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Health' })

export const readyAnswer = z
  .strictObject({
    status: z.enum(['ready', 'unready']),
    checks: z.record(z.string(), z.string()).meta({
      description: 'Each thing the server needs: "ok", or what is wrong with it.',
      example: { store: 'ok' },
    }),
  })
  .meta({ id: 'Readiness' })

export type ReadyAnswer = z.infer<typeof readyAnswer>
