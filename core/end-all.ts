/** Takes each step once the one before is over, whatever became of it. Answers what failed. */
export async function endAll(steps: readonly (() => Promise<unknown> | unknown)[]): Promise<readonly unknown[]> {
  const failures: unknown[] = []
  for (const step of steps) {
    try {
      await step()
    } catch (error) {
      failures.push(error)
    }
  }
  return failures
}
