-- Whoever ends a session, and by whatever statement: sockets that were opened with it are told when it is gone. One that
-- has run out opens no more of them, and takes its time.
CREATE FUNCTION tell_session_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('document_access', json_build_object('sessionId', OLD.id, 'userId', OLD.user_id)::text);
  RETURN NULL;
END
$$;

CREATE TRIGGER session_ended AFTER DELETE ON "sessions"
  FOR EACH ROW WHEN (OLD.expires_at > now()) EXECUTE FUNCTION tell_session_ended();
