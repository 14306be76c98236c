import { describe, expect, it } from '@jest/globals'
import { ERROR_CODE, errorName, isDefinite } from '../../../src/maelstrom/protocol/errors.ts'
import { parseLine, serializeLine } from '../../../src/maelstrom/protocol/line.ts'

const good = { src: 'c1', dest: 'n1', body: { type: 'echo', msg_id: 1, echo: null } }

describe('a line of the Maelstrom protocol', () => {
  it('[MAEL-1] is one message, with any further keys in its body', () => {
    expect(parseLine(JSON.stringify(good))).toEqual({ ok: true, message: good })
    expect(parseLine(JSON.stringify({ id: 7, ...good }))).toEqual({ ok: true, message: { id: 7, ...good } })
    expect(serializeLine(good)).toBe(`${JSON.stringify(good)}\n`)
  })

  it.each([
    ['', 'not JSON'],
    ['{"src":"c1"', 'not JSON'],
    ['null', 'not a JSON object'],
    ['[]', 'not a JSON object'],
    ['{"dest":"n1","body":{"type":"echo"}}', 'src is not a name'],
    ['{"src":"c1","dest":3,"body":{"type":"echo"}}', 'dest is not a name'],
    ['{"src":"c1","dest":"n1","body":[]}', 'body is not an object'],
    ['{"src":"c1","dest":"n1","body":{}}', 'the type is not a text'],
    ['{"src":"c1","dest":"n1","body":{"type":"a","msg_id":1.5}}', 'msg_id is not an integer'],
    ['{"src":"c1","dest":"n1","body":{"type":"a","in_reply_to":"1"}}', 'in_reply_to is not an integer'],
    ['{"id":"x","src":"c1","dest":"n1","body":{"type":"a"}}', 'id is not an integer'],
    ['{"to":1,"src":"c1","dest":"n1","body":{"type":"a"}}', 'unknown key "to" beside src, dest and body'],
  ])('[MAEL-1] that is none is told why: %s', (line, reason) => {
    expect(parseLine(line)).toEqual({ ok: false, reason })
  })

  it('[MAEL-1] that is a malformed request says whom to tell', () => {
    const line = '{"src":"c1","dest":"n1","body":{"msg_id":4}}'
    expect(parseLine(line)).toMatchObject({ replyTo: { src: 'c1', dest: 'n1', msgId: 4 } })
  })
})

describe('the errors of the Maelstrom protocol', () => {
  it('[MAEL-2] are definite unless the request may still happen', () => {
    const indefinite = Object.values(ERROR_CODE).filter((code) => !isDefinite(code))
    expect(indefinite).toEqual([ERROR_CODE.timeout, ERROR_CODE.crash])
    expect(isDefinite(1000)).toBe(false)
  })

  it('[MAEL-2] have names', () => {
    expect(errorName(30)).toBe('txn-conflict')
    expect(errorName(1234)).toBe('custom-1234')
  })
})
