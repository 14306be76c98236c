import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LineSplitter } from '../../../src/cli/line-splitter.ts'
import { LogFile } from '../../../src/cli/log-file.ts'
import { readableLine } from '../../../src/cli/readable-line.ts'

describe('what a person sees of a log', () => {
  it('[CLI-4] warnings and errors are shown in words, with their own fields', () => {
    const line = JSON.stringify({
      level: 'warn',
      time: 't',
      region: 'eu',
      pid: 7,
      message: 'main is away',
      attempt: 2,
      url: 'x',
    })
    expect(readableLine(line)).toEqual({ level: 'warn', text: 'main is away  attempt=2  url=x' })
    expect(readableLine('{"level":"error","message":"broken"}')).toEqual({ level: 'error', text: 'broken' })
  })

  it('[CLI-4] everyday lines and empty ones are not', () => {
    expect(readableLine('{"level":"info","message":"serving"}')).toBeUndefined()
    expect(readableLine('{"level":"debug","message":"x"}')).toBeUndefined()
    expect(readableLine('')).toBeUndefined()
  })

  it('[CLI-4] what is no log line is shown as it is', () => {
    expect(readableLine('RangeError: out of memory')).toEqual({
      level: 'error',
      text: 'RangeError: out of memory',
    })
    expect(readableLine('{ not JSON')).toEqual({ level: 'error', text: '{ not JSON' })
  })
})

describe('lines from chunks', () => {
  it('[CLI-4] whatever the cuts, the lines are whole', () => {
    const bytes = Buffer.from('первая\nвторая\n\nthird')
    for (let size = 1; size <= bytes.length; size++) {
      const lines: string[] = []
      const splitter = new LineSplitter((line) => lines.push(line))
      for (let at = 0; at < bytes.length; at += size) splitter.push(bytes.subarray(at, at + size))
      splitter.end()
      expect(lines).toEqual(['первая', 'вторая', '', 'third'])
    }
  })

  it('[CLI-4] a line without end comes in pieces instead of filling the memory', () => {
    const lengths: number[] = []
    const splitter = new LineSplitter((line) => lengths.push(line.length))
    for (let chunk = 0; chunk < 10; chunk++) splitter.push(Buffer.alloc(40_000, 'x'))
    expect(lengths).toHaveLength(5)
    expect(Math.max(...lengths)).toBeLessThan(110_000)
  })
})

describe('log files', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gamemesh-log-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('[CLI-4] a full file becomes the one before, and two are all there ever are', () => {
    const path = join(folder, 'eu.log')
    const log = new LogFile(path, 20)
    for (let line = 0; line < 9; line++) log.write(`line ${line} ----\n`)
    log.close()
    expect(readdirSync(folder)).toEqual(['eu.log', 'eu.log.1'])
    expect(readFileSync(`${path}.1`, 'utf8') + readFileSync(path, 'utf8')).toBe(
      'line 6 ----\nline 7 ----\nline 8 ----\n',
    )
  })
})
