/** What a template can say. */
export type Blanks = Readonly<Record<'viewer' | 'question' | 'answer' | 'persona', string>>

/**
 * Fills `{{viewer}}`, `{{question}}`, `{{answer}}` and `{{persona}}`; anything else in braces stays as it is. One pass: what viewers or models wrote is never
 * looked at for blanks, and nothing is ever evaluated.
 */
export function fillTemplate(template: string, blanks: Blanks): string {
  return template.replace(/\{\{\s*(viewer|question|answer|persona)\s*\}\}/g, (_, name: keyof Blanks) => blanks[name])
}

/** Whether it needs a model's answer. */
export const needsAnswer = (template: string) => /\{\{\s*answer\s*\}\}/.test(template)
