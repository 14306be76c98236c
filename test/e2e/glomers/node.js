#!/usr/bin/env node
// A node in plain JavaScript that shares no code with the bench; its first argument says what is wrong with it.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const mood = process.argv[2] ?? 'good'
let id = ''

// Goes on when nobody talks to it any more.
if (mood === 'deaf') setInterval(() => undefined, 60_000)

function reply(message, body) {
  const line = { src: id, dest: message.src, body: { ...body, in_reply_to: message.body.msg_id } }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line)
  const { body } = message
  if (body.type === 'init') {
    id = body.node_id
    console.error(`${id} is process ${process.pid}`)
    reply(message, { type: 'init_ok' })
    return
  }
  if (mood === 'dies') {
    console.error('something terrible happened')
    process.exit(7)
  }
  if (mood === 'leaves a child') {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'inherit' })
    console.error(`its child is process ${child.pid}`)
    process.stdout.write('half a line', () => process.exit(9))
    return
  }
  if (mood === 'talks') console.log('just some words')
  reply(message, { type: 'echo_ok', echo: body.echo })
})
