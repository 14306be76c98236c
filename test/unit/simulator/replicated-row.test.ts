import { describe, expect, it } from '@jest/globals'
import { type Cells, ReplicatedRow } from '../../../src/simulator/cassandra/replicated-row.ts'

const NEVER = Infinity
const on = (...replicas: number[]) =>
  Array.from({ length: 6 }, (_, each) => (replicas.includes(each) ? 0 : NEVER))
const ALL = [0, 1, 2, 3, 4, 5]

function rowOf(...mutations: [timestampUs: number, cells: Cells | undefined, replicas?: number[]][]) {
  const row = new ReplicatedRow()
  for (const [timestampUs, cells, replicas = ALL] of mutations) {
    row.add({ timestampUs, visibleAtMs: on(...replicas), ...(cells && { cells }) }, 0)
  }
  return row
}

describe('a row on six replicas', () => {
  it('[SIM-16] keeps of each cell what has the higher timestamp', () => {
    const row = rowOf([2, { a: 'new' }], [1, { a: 'old', b: 'kept' }])
    expect(row.read(ALL, 1)).toEqual({ a: 'new', b: 'kept' })
  })

  it('[SIM-16] of equal timestamps a deletion stays, else the greater value', () => {
    expect(rowOf([1, { a: 'x' }], [1, { a: 'y' }]).read(ALL, 1)).toEqual({ a: 'y' })
    expect(rowOf([1, { a: 'x' }], [1, undefined]).read(ALL, 1)).toBeUndefined()
    expect(rowOf([1, { a: 'x' }], [1, { a: null }]).read(ALL, 1)).toEqual({ a: null })
  })

  it('[SIM-16] remembers a deletion for what comes later with an older timestamp', () => {
    const row = rowOf([2, undefined], [1, { a: 'late' }])
    expect(row.read(ALL, 1)).toBeUndefined()
  })

  it('[SIM-16] what one of several replicas shows the others have from then on', () => {
    const row = rowOf([1, { a: 'x' }, [0]])
    expect(row.read([1], 1)).toBeUndefined()
    expect(row.read([0, 1], 1)).toEqual({ a: 'x' })
    expect(row.read([1], 1)).toEqual({ a: 'x' })
    expect(row.read([2], 1)).toBeUndefined()
  })

  it('[SIM-16] shows the same however many mutations it has taken in', () => {
    const row = new ReplicatedRow()
    for (let version = 1; version <= 30; version++) {
      row.add({ timestampUs: version, visibleAtMs: on(...ALL), cells: { version } }, version)
    }
    expect(row.read(ALL, 31)).toEqual({ version: 30 })
  })
})
