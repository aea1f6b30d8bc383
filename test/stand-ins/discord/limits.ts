type Embed = {
  readonly title?: string
  readonly description?: string
  readonly footer?: { readonly text: string }
  readonly author?: { readonly name: string }
  readonly fields?: readonly { readonly name: string; readonly value: string }[]
}
export type Message = {
  readonly content?: string
  readonly username?: string
  readonly embeds?: readonly Embed[]
  readonly allowed_mentions?: { readonly parse: readonly string[] }
}

const MOST = {
  content: 2000,
  embeds: 10,
  title: 256,
  description: 4096,
  fields: 25,
  name: 256,
  value: 1024,
  footer: 2048,
  author: 256,
  all: 6000,
}

const textsOf = ({ title = '', description = '', footer, author, fields = [] }: Embed) =>
  [title, description, footer?.text ?? '', author?.name ?? '', ...fields.flatMap(({ name, value }) => [name, value])].join('').length

/** What is wrong with a message, by the names that Discord gives. */
export function faultsOf({ content = '', username, embeds = [] }: Message): readonly string[] {
  const long = (name: keyof typeof MOST, text = '') => (text.length > MOST[name] ? [name] : [])
  return [
    ...(content === '' && embeds.length === 0 ? ['empty'] : []),
    ...long('content', content),
    ...(username !== undefined && (/clyde|discord/i.test(username) || username.length > 80 || username === '') ? ['username'] : []),
    ...(embeds.length > MOST.embeds ? ['embeds'] : []),
    ...(embeds.reduce((sum, embed) => sum + textsOf(embed), 0) > MOST.all ? ['all'] : []),
    ...embeds.flatMap((embed) => [
      ...long('title', embed.title),
      ...long('description', embed.description),
      ...long('footer', embed.footer?.text),
      ...long('author', embed.author?.name),
      ...((embed.fields?.length ?? 0) > MOST.fields ? ['fields'] : []),
      ...(embed.fields ?? []).flatMap(({ name, value }) => [...long('name', name), ...long('value', value)]),
    ]),
  ]
}
