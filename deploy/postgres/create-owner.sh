# shellcheck shell=bash
# Runs once, when the PostgreSQL image creates its data folder. Creates a role that owns the database and is not a
# superuser. It gets the image's POSTGRES_PASSWORD, and the superuser loses its password. The superuser can then only
# log in with `psql -U postgres` inside the container, not over the network. With SERVICE_PASSWORD it also creates the
# role `<database>_service`, which owns nothing: the migration job lets it read and write rows.
psql --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname "${POSTGRES_DB:?}" <<'SQL'
\getenv password POSTGRES_PASSWORD
SELECT current_database() AS owner \gset
SET password_encryption = 'scram-sha-256';
CREATE ROLE :"owner" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'password';
ALTER DATABASE :"owner" OWNER TO :"owner";
\getenv service_password SERVICE_PASSWORD
\if :{?service_password}
SELECT :'owner' || '_service' AS service \gset
CREATE ROLE :"service" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'service_password';
\endif
REVOKE CONNECT, TEMPORARY ON DATABASE :"owner", postgres, template1 FROM PUBLIC;
ALTER ROLE CURRENT_USER PASSWORD NULL;
SQL
