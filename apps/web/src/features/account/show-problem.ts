import type { FieldValues, Path, UseFormReturn } from 'react-hook-form'
import { accountProblem } from './account-problem.ts'

/** Shows why an account's form was refused: beside the field at fault if the form has it, else above the form. */
export function showProblem<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  error: unknown,
  showAbove: (message: string) => void,
): void {
  const { message, field } = accountProblem(error)
  const isOfForm = field !== undefined && field in form.getValues()
  // The cast: the form has this field, as was just checked.
  if (isOfForm) form.setError(field as Path<Values>, { message }, { shouldFocus: true })
  else showAbove(message)
}
