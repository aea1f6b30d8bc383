export const en = {
  open: 'Go to or do',
  placeholder: 'A page, a plugin, a session, a person, an action …',
  nothing: 'Nothing fits that.',
  kinds: { page: 'Page', plugin: 'Plugin', session: 'Session', action: 'Action', person: 'Person' },
  hint: '↑ ↓ choose · Enter opens · Esc closes',
  session: (number: number) => `Session ${number}`,
}

export const es: typeof en = {
  open: 'Ir a o hacer',
  placeholder: 'Una página, un plugin, una sesión, una persona, una acción …',
  nothing: 'Nada coincide.',
  kinds: { page: 'Página', plugin: 'Plugin', session: 'Sesión', action: 'Acción', person: 'Persona' },
  hint: '↑ ↓ elegir · Intro abre · Esc cierra',
  session: (number) => `Sesión ${number}`,
}
