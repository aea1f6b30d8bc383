import { requestName } from './client.ts'
import { isUnanswered } from './refusal.ts'

/** Keeps what got no answer the same request when it is sent again, so that the host does it once; until there is an answer, or something else is to be sent. */
export function createOneRequest() {
  let name = requestName()
  const renew = () => {
    name = requestName()
  }
  return {
    renew,
    async send<T>(work: (name: string) => Promise<T>): Promise<T> {
      try {
        const answer = await work(name)
        renew()
        return answer
      } catch (error) {
        if (!isUnanswered(error)) renew()
        throw error
      }
    },
  }
}
