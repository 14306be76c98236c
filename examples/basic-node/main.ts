import { createNode } from 'gamemesh/gossip'

const [name = 'test1', listen = 'localhost:8081', ...seeds] = process.argv.slice(2)
const node = await createNode({ name, listen })

node.on('join', ({ member }) => console.log(`Node joined: ${member.name}`))
node.on('leave', ({ member }) => console.log(`Node left: ${member.name}`))
node.on('dead', ({ member }) => console.log(`Node left: ${member.name}`))
node.on('update', ({ member }) => console.log(`Node updated: ${member.name}`))
node.on('broadcast', ({ from, payload }) => console.log(from, 'says:', payload.json))

console.log(`${await node.join(seeds)} contacted`)
for (const member of node.members()) console.log(`Member: ${member.name} ${member.address}`)
await node.broadcast('greeting', 'Hello, cluster!')
process.once('SIGINT', () => void node.close({ leave: true }))
