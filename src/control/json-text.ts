/** Bytes and numbers beyond what JSON has, in a form that it has. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, readable)
}

function readable(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString('base64') }
  if (value instanceof Set) return [...(value as ReadonlySet<unknown>)]
  if (value instanceof Map) return Object.fromEntries(value as ReadonlyMap<string, unknown>)
  return value
}
