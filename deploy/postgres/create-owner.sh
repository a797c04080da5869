# shellcheck shell=bash
# Runs once, when the PostgreSQL image creates its data folder. Creates a role for the service that owns its
# database and is not a superuser. It gets the image's POSTGRES_PASSWORD, and the superuser loses its password.
# The superuser can then only log in with `psql -U postgres` inside the container, not over the network.
psql --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname "${POSTGRES_DB:?}" <<'SQL'
\getenv password POSTGRES_PASSWORD
SELECT current_database() AS owner \gset
SET password_encryption = 'scram-sha-256';
CREATE ROLE :"owner" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'password';
ALTER DATABASE :"owner" OWNER TO :"owner";
REVOKE CONNECT, TEMPORARY ON DATABASE :"owner", postgres, template1 FROM PUBLIC;
ALTER ROLE CURRENT_USER PASSWORD NULL;
SQL
