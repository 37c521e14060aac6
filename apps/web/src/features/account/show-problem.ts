import type { FieldValues, Path, UseFormReturn } from 'react-hook-form'
import { accountProblem } from './account-problem.ts'

/** Says why an account's form was refused: beside the field that it is about where the form has that, and else above all. */
export function showProblem<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  error: unknown,
  showAbove: (message: string) => void,
): void {
  const { message, field } = accountProblem(error)
  const isOfForm = field !== undefined && field in form.getValues()
  // The cast: that the form has this field was just looked at.
  if (isOfForm) form.setError(field as Path<Values>, { message }, { shouldFocus: true })
  else showAbove(message)
}
