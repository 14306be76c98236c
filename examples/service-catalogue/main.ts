import { createInterface } from 'node:readline'
import { createNode } from 'gamemesh/gossip'
import { ServiceCatalogue } from './service-catalogue.ts'

const [name = 'one', listen = 'localhost:8081', ...seeds] = process.argv.slice(2)
const node = await createNode({ name, listen })
const catalogue = new ServiceCatalogue(node)
await node.join(seeds)
console.log(`${name} at ${node.address}; register, resolve or deregister:`)

for await (const line of createInterface({ input: process.stdin })) {
  const [command, service = '', id = '', address = '', port = '0'] = line.trim().split(/\s+/)
  if (command === 'register') catalogue.register({ id, service, address, port: Number(port) })
  else if (command === 'deregister') console.log(catalogue.deregister(service, id) ? 'gone' : 'not ours')
  else if (command === 'resolve') console.log(JSON.stringify(catalogue.resolve(service)))
  else console.log('register <service> <id> <address> <port> | resolve <service> | deregister <service> <id>')
}
await node.close({ leave: true })
