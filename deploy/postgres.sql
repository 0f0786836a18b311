-- PostgreSQL for Ketnoi. Once, as a superuser:
--   psql -v password="'…'" -f deploy/postgres.sql
-- Then: DATABASE_URL=postgres://ketnoi:…@host/ketnoi

-- Owns the tables and is the program itself. No superuser, and nobody else's.
create role ketnoi login password :password nosuperuser nocreatedb nocreaterole connection limit 60;

-- What a request becomes: the wall of row-level security stands before this role. Nobody logs in as it.
create role ketnoi_request nologin;
-- With the right to hand it on, because the program takes it for itself when it makes its tables; to nothing but this role.
grant ketnoi_request to ketnoi with admin option;

-- Sorting is the program's: it does not depend on the machine's language, nor on its next update.
create database ketnoi owner ketnoi template template0 encoding 'UTF8' locale_provider builtin builtin_locale 'C.UTF-8' locale 'C';
revoke all on database ketnoi from public;
grant connect on database ketnoi to ketnoi;

\connect ketnoi
revoke all on schema public from public;
grant usage, create on schema public to ketnoi;
-- Finds names; trusted, so that the owner could make it as well.
create extension if not exists pg_trgm;
