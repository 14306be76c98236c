import { startedByNpm } from '../config/env.ts'

/** How soon after npm's end a command that npm had started begins to stop. */
const NPM_CHECK_MS = 500

/**
 * A process that was started with an IPC channel (by `gamemesh up`, or by `bin/gamemesh.js` on an old Node) stops as if
 * by SIGTERM when the other end is gone, however that ended: no orphan keeps the ports.
 */
export function followParent(): void {
  const stop = () => void process.kill(process.pid, 'SIGTERM')
  const startedWithChannel = 'connected' in process
  if (!startedWithChannel) return followNpm(stop)
  // The parent may have died while this process was still loading.
  if (!process.connected) return stop()
  process.once('disconnect', stop)
  // Waiting for that must not keep a process alive that has nothing else to do.
  process.channel?.unref()
}

/**
 * `npm start` runs the command below a shell. A SIGTERM to npm ends npm and that shell, which tells nobody: all that the
 * command can see is that it has another parent.
 */
function followNpm(stop: () => void): void {
  if (!startedByNpm()) return
  const shell = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(timer)
    stop()
  }, NPM_CHECK_MS)
  timer.unref()
}
