import { storable } from '@quillwire/database'
import { isSafeImage, isSeen, oneLine } from '@quillwire/editor'
import { invalid, tooLarge } from '../errors.ts'
import { MAX_NAME_LENGTH } from './account-limits.ts'

/** RFC 5321, 4.5.3.1.3, without the brackets around it. */
const MAX_EMAIL_LENGTH = 254
const MAX_IMAGE_LENGTH = 2000

/** What people enter about themselves, at sign-up or (some of it) later. */
interface PersonInput {
  name?: string
  email?: string
  /** Not known to be a text: Better Auth does not look. */
  image?: unknown
}

/** The input as it is stored. @throws `name_missing`, `name_too_long`, `email_too_long` or `image_invalid`. */
export function personInput<Input extends PersonInput>(input: Input): Input {
  const { name, email, image } = input
  if ((email?.length ?? 0) > MAX_EMAIL_LENGTH)
    throw tooLarge('email_too_long', `An e-mail address has at most ${MAX_EMAIL_LENGTH} characters.`)
  if (image && (typeof image !== 'string' || image.length > MAX_IMAGE_LENGTH || !isSafeImage(image)))
    throw invalid('image_invalid', 'A picture must be a web address, https://…, of at most 2000 characters.')
  return { ...input, ...(name === undefined ? {} : { name: nameInput(name) }) }
}

function nameInput(text: string): string {
  const name = oneLine(storable(text))
  if (!isSeen(name)) throw invalid('name_missing', 'A name is needed.')
  if (name.length > MAX_NAME_LENGTH)
    throw tooLarge('name_too_long', `A name has at most ${MAX_NAME_LENGTH} characters.`)
  return name
}
