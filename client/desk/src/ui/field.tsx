interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string | undefined;
  readonly type?: 'search' | 'date';
  readonly pattern?: string;
  readonly title?: string;
  readonly maxLength?: number;
}

/** A labelled field of a search. */
export function Field({ label, value, type = 'search', ...rest }: FieldProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <input type={type} defaultValue={value ?? ''} autoComplete="off" spellCheck={false} {...rest} />
    </label>
  );
}
