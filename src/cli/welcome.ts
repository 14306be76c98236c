import type { LocalServers } from './local-servers.ts'

/** What the person at the terminal reads once all servers serve. */
export function welcome({ servers, dataDir }: LocalServers, logFolder: string): string {
  const urls = servers.map(({ name, url }) => `  ${name.padEnd(6)}${forPeople(url)}`)
  const main = forPeople(servers[0]?.url ?? '')
  return `
Gamemesh runs on this machine:

${urls.join('\n')}

Start a session in eu:

  curl -X POST ${main}/game/start -H 'Content-Type: application/json' -d '{"user_id":"alice","region":"eu"}'

  API    ${main}/docs
  Data   ${dataDir}
  Logs   ${logFolder}
  Stop   Ctrl-C; what was answered is kept
`
}

function forPeople(url: string): string {
  return url.replace('//127.0.0.1:', '//localhost:')
}
