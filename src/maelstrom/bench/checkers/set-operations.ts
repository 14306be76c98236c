import type { Operation } from '../history/operation.ts'
import type { Json } from '../json.ts'

export type AddOperation = Operation<'add' | 'broadcast', Json, null>
export type ReadOperation = Operation<'read', null, readonly Json[]>
export type SetOperation = AddOperation | ReadOperation
