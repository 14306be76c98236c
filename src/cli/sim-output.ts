import type { SimWords } from './sim-flags.ts'

/** Where the report of a run goes, and in which form. */
export interface SimOutput {
  /** On standard output; `none`: it belongs to the trace. */
  readonly report: 'text' | 'json' | 'csv' | 'none'
  /** `stdout` or the name of a file. */
  readonly trace?: { readonly to: 'stdout' } | { readonly to: 'file'; readonly file: string }
  readonly html?: string
}

export function outputOf(words: SimWords, seeds: number): SimOutput {
  const file = words.text('trace')
  const html = words.text('html')
  const wanted = ['json', 'csv', ...(file === '' ? ['trace'] : [])].filter((name) => words.isSet(name))
  if (wanted.length > 1) {
    const flags = wanted.map((name) => `--${name}`).join(' and ')
    throw new Error(`${flags}: only one of them can have standard output; --trace also takes a file`)
  }
  const single = ['trace', 'html'].find((name) => words.isSet(name))
  if (single !== undefined && seeds > 1) throw new Error(`--${single} shows one seed; name it with --seed`)
  return {
    report: words.isSet('json') ? 'json' : words.isSet('csv') ? 'csv' : file === '' ? 'none' : 'text',
    ...(file !== undefined && { trace: file === '' ? { to: 'stdout' } : { to: 'file', file } }),
    ...(html !== undefined && { html }),
  }
}
