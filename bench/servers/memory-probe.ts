// Loaded into a server before its own code (`--expose-gc --import`): collects garbage on request and tells what is left.
export type ProbeAnswer = Pick<NodeJS.MemoryUsage, 'heapUsed' | 'external'>

process.on('message', (message) => {
  if (message !== 'collect') return
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  process.send?.({ heapUsed, external } satisfies ProbeAnswer)
})
