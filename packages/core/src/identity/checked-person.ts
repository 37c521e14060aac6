import { asApiError } from './as-api-error.ts'
import { personInput } from './person-input.ts'

/** Like `personInput`, but throws errors in Better Auth's form. */
export function checkedPerson<Input extends Parameters<typeof personInput>[0]>(person: Input): Input {
  try {
    return personInput(person)
  } catch (error) {
    throw asApiError(error)
  }
}
