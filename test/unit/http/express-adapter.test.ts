import { describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { createRequestListener } from '../../../src/http/express-adapter.ts'
import { fixture } from './fixture.ts'

const { application, parts } = fixture()
const server = createRequestListener(application)

describe('the application behind Express', () => {
  it('[HTTP-32] gets bodies and headers, and its answers come out as they are', async () => {
    const answer = await request(server)
      .post('/game/start?x=1')
      .set('X-Request-ID', 'r-1')
      .set('Idempotency-Key', 'k')
      .send({ user_id: 'пользователь' })
    expect([answer.status, answer.body]).toMatchObject([201, { user_id: 'пользователь' }])
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'x-request-id': 'r-1' })
    expect(parts.starts[0]?.request.idempotencyKey).toBe('k')
  })

  it('[HTTP-14] answers OPTIONS without a body and without Content-Length', async () => {
    const answer = await request(server).options('/game/start')
    expect([answer.status, answer.text, answer.headers['allow']]).toEqual([204, '', 'POST, OPTIONS'])
    expect(answer.headers).not.toHaveProperty('content-length')
  })

  it('[HTTP-25] answers 415 to a form', async () => {
    const answer = await request(server).post('/game/start').type('form').send({ user_id: 'u' })
    expect([answer.status, answer.body.code]).toEqual([415, 'unsupported_media_type'])
  })

  it.each([
    ['if-none-match', '*', 304],
    ['if-match', '"nonsense"', 404],
    ['range', 'bytes=nonsense', 200],
    ['range', 'bytes=99999999-', 200],
    ['if-modified-since', 'nonsense', 200],
  ])('[HTTP-30] a file of the docs with %s: %s gets %d', async (name, value, status) => {
    expect((await request(server).get('/docs/favicon-32x32.png').set(name, value)).status).toBe(status)
  })

  it('[HTTP-30] a file of the docs takes no other method than GET and HEAD', async () => {
    expect((await request(server).head('/docs/swagger-ui.css')).status).toBe(200)
    expect((await request(server).post('/docs/swagger-ui.css')).status).toBe(404)
  })
})
