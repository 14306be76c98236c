/**
 * A process that was started with an IPC channel (by `gamemesh up`, or by `bin/gamemesh.js` on an old Node) stops as if
 * by SIGTERM when the other end is gone, however that ended: no orphan keeps the ports.
 */
export function followParent(): void {
  const stop = () => void process.kill(process.pid, 'SIGTERM')
  const startedWithChannel = 'connected' in process
  if (!startedWithChannel) return
  // The parent may have died while this process was still loading.
  if (!process.connected) return stop()
  process.once('disconnect', stop)
  // Waiting for that must not keep a process alive that has nothing else to do.
  process.channel?.unref()
}
