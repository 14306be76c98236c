// Stands in for a Gamemesh server in tests of what keeps servers running. It says its pid, and BEHAVIOUR decides the rest.
import { createServer } from 'node:http'

const { PORT, BEHAVIOUR } = process.env

if (BEHAVIOUR === 'fails') {
  process.stderr.write('the store cannot be opened\n')
  process.exit(1)
}
const server = createServer((request, response) => response.end(String(process.pid)))
server.listen(Number(PORT), '127.0.0.1')
process.on('SIGTERM', () => {
  if (BEHAVIOUR === 'does not stop') return
  process.stdout.write('finished\n')
  process.exit(0)
})
