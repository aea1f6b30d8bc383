/** Ends a process and what it started, unless that made itself a session of its own; on Windows only the process. It began `detached`, so that it has a group. */
export function killGroup(pid: number): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // Nobody of it is left.
  }
}
