/** Other plugins' actions where moderation hides whatever says slur. */
export const moderating = { call: async (_: string, input: unknown) => ({ ok: !JSON.stringify(input).includes('slur') }) }
