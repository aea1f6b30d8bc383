import { problemResponse } from '#sdk/problem'

type Parts = { readonly dryRun: boolean; readonly run: (command: string) => Promise<string> }

/** What POST /command answers, whose body is `{ command }`: `{ answer }`, or a problem with 502 (RFC 9457). The manifest lets only admins ask: a console can do anything. */
export async function answerCommand(request: Request, { dryRun, run }: Parts): Promise<Response> {
  // The manifest's schema says what it is.
  const { command } = (await request.json()) as { command: string }
  if (dryRun) return Response.json({ dryRun })
  try {
    return Response.json({ answer: await run(command) })
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return problemResponse({ status: 502, title: 'The server did not run it', code: 'COMMAND_FAILED', detail })
  }
}
