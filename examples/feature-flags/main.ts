import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { createNode } from 'gamemesh/gossip'

// A server whose limits and features are set for the whole mesh, at any node, while it runs.
const [name = 'one', listen = 'localhost:8081', ...seeds] = process.argv.slice(2)
const node = await createNode({ name, listen })
const server = createServer((socket) => {
  socket.on('error', () => socket.destroy())
  socket.end(node.get('feature_x_enabled') === true ? 'hello with feature x\n' : 'hello\n')
})
node.watch('maxConnections', ({ key, value }) => {
  if (key === 'maxConnections' && typeof value === 'number') server.maxConnections = value
})
node.watch('', ({ key, value }) => console.log(`${key} = ${JSON.stringify(value)}`))
await node.join(seeds)
server.listen(0, 'localhost', () =>
  console.log(`${name} at ${node.address} serves ${JSON.stringify(server.address())}`),
)

for await (const line of createInterface({ input: process.stdin })) {
  const [, key, value] = /^(\S+)\s*=\s*(.+)$/.exec(line.trim()) ?? []
  try {
    if (key === undefined || value === undefined) console.log('write, for example: maxConnections = 1000')
    else node.set(key, JSON.parse(value))
  } catch (error) {
    console.log(`not set: ${error instanceof Error ? error.message : String(error)}`)
  }
}
server.close()
await node.close({ leave: true })
