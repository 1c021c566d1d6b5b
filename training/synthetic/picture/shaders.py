"""The renderer's programs (GLSL 3.30). Material numbers are `mesh.Material`'s."""

SURFACE_VERTEX = """#version 330
in vec3 in_position; in vec3 in_normal; in vec3 in_colour; in vec3 in_rest; in vec2 in_kind;
uniform mat4 view; uniform vec2 focal; uniform vec2 to_depth; uniform float curve; uniform mat4 sun_projection;
invariant gl_Position;  // drawn twice, first for its depth alone
out vec3 position; out vec3 normal; out vec3 colour; out vec3 rest; flat out vec2 kind; out vec4 in_sun;
void main() {
    position = in_position; normal = in_normal; colour = in_colour; rest = in_rest; kind = in_kind;
    in_sun = sun_projection * vec4(in_position, 1.0);
    vec3 c = (view * vec4(in_position, 1.0)).xyz;
    // Camera.project's lens: every vertex is moved towards the axis. Triangles are small enough to stay straight.
    float angle = clamp(atan(length(c.xy), -c.z), 0.0001, 1.5);
    gl_Position = vec4(c.xy * focal * tan(curve * angle) / curve / tan(angle), to_depth.x * c.z + to_depth.y, -c.z);
}"""

SURFACE_FRAGMENT = """#version 330
in vec3 position; in vec3 normal; in vec3 colour; in vec3 rest; flat in vec2 kind; in vec4 in_sun;
layout(location = 0) out vec4 radiance; layout(location = 1) out vec4 depth;
uniform vec3 eye; uniform vec3 axis; uniform vec3 sun_direction; uniform vec3 sun; uniform sampler3D light_field;
uniform vec3 grid_low; uniform vec3 grid_high; uniform vec3 grid_counts;
uniform sampler2D shadow_map; uniform float lamp; uniform float glow; uniform float seed; uniform bool monochrome;
const vec3 GLOW_AT = vec3(-0.10, -0.72, 0.33);

float hash(vec3 x) { return fract(sin(dot(floor(x), vec3(12.9898, 78.233, 37.719)) + seed) * 43758.5453); }
float noise(vec3 x) {
    vec3 f = fract(x); f = f * f * (3.0 - 2.0 * f); vec3 i = floor(x);
    return mix(
        mix(mix(hash(i), hash(i + vec3(1,0,0)), f.x), mix(hash(i + vec3(0,1,0)), hash(i + vec3(1,1,0)), f.x), f.y),
        mix(mix(hash(i + vec3(0,0,1)), hash(i + vec3(1,0,1)), f.x),
            mix(hash(i + vec3(0,1,1)), hash(i + vec3(1,1,1)), f.x), f.y), f.z);
}
float fractal(vec3 x) { return 0.5 * noise(x) + 0.3 * noise(x * 2.1) + 0.2 * noise(x * 4.3); }
vec3 probe(vec3 cell, float face) {  // the six faces stand side by side along the texture's x
    float x = clamp(cell.x * (grid_counts.x - 1) + 0.5, 0.5, grid_counts.x - 0.5) + face * grid_counts.x;
    vec2 yz = (cell.yz * (grid_counts.yz - 1) + 0.5) / grid_counts.yz;
    return texture(light_field, vec3(x / (6 * grid_counts.x), yz)).rgb;
}
vec3 sky(vec3 at, vec3 n) {
    vec3 a = n * n, cell = clamp((at - grid_low) / (grid_high - grid_low), 0, 1);
    return a.x * probe(cell, n.x > 0 ? 0 : 1) + a.y * probe(cell, n.y > 0 ? 2 : 3)
         + a.z * probe(cell, n.z > 0 ? 4 : 5);
}
float sunlit(float facing) {
    vec3 q = in_sun.xyz / in_sun.w * 0.5 + 0.5;
    if (q.x <= 0 || q.x >= 1 || q.y <= 0 || q.y >= 1) return 0.0;
    float bias = 0.0025 + 0.004 * (1 - max(facing, 0)), lit = 0;
    for (int i = -1; i < 2; i++) for (int j = -1; j < 2; j++)
        lit += texture(shadow_map, q.xy + vec2(i, j) * 0.0012).r > q.z - bias ? 1.0 : 0.0;
    return lit / 9.0;
}
float line(float x, float width) {  // 1 in the middle of every whole number
    float d = abs(fract(x + 0.5) - 0.5);
    return 1 - smoothstep(width * 0.5, width, d);
}
vec3 patterned(vec3 base, float pattern) {
    if (pattern > 12.5)
        return base * (0.75 + 0.5 * line(rest.x * 9 + 0.5, 0.22)) * (0.9 + 0.2 * line(rest.y * 30, 0.3));
    if (pattern > 11.5) {
        float figure = noise(rest * 70);
        return figure > 0.66 ? base * vec3(1.7, 1.1, 1.0) : (figure < 0.3 ? base * vec3(0.5, 0.6, 0.9) : base);
    }
    if (pattern > 10.5) return base * (0.7 + 0.6 * hash(rest * 330));
    if (pattern > 9.5) return base;
    if (pattern > 2.5) return mix(base, vec3(0.9) - base, smoothstep(0.5, 0.56, fractal(rest * 22)));
    if (pattern > 1.5)
        return base * (mod(rest.z * 24, 1.0) < 0.4 ? 0.6 : 1.0) * (mod(rest.x * 24, 1.0) < 0.4 ? 0.6 : 1.0);
    if (pattern > 0.5) return base * (mod(rest.z * 35, 1.0) < 0.35 ? 0.4 : 1.0);
    return base;
}
float stitched(float pattern) {  // how deep a leather seat's quilting lies here, 0 to 1
    if (pattern > 3.5) return line(rest.y * 11, 0.10);
    if (pattern > 2.5) return max(line((rest.x + rest.y) * 13, 0.10), line((rest.x - rest.y) * 13, 0.10));
    if (pattern > 1.5) return 0.25 * step(0.6, hash(rest * 260));
    if (pattern > 0.5) return line(rest.x * 17 + 0.5, 0.14);
    return 0.0;
}
vec3 display(float picture) {  // rest runs from 0 to 1 across and up
    vec2 p = rest.xy;
    if (picture < 0.5) {
        float road = max(line((p.x * 0.8 + p.y * 0.5) * 2.3 + seed, 0.06), line((p.y - p.x * 0.4) * 3.1, 0.04));
        vec3 ground = mix(vec3(0.10, 0.13, 0.12), vec3(0.08, 0.16, 0.09), step(0.55, noise(vec3(p * 5, seed))));
        return p.y > 0.88 ? vec3(0.03) : mix(ground, vec3(0.8, 0.75, 0.5), road);
    }
    if (picture < 1.5) {
        vec3 shown = vec3(0.01);
        for (int i = 0; i < 2; i++) {
            vec2 q = (p - vec2(i == 0 ? 0.22 : 0.78, 0.48)) * vec2(2.7, 1.0); float r = length(q), a = atan(q.y, q.x);
            float marks = step(0.32, r) * step(r, 0.39) * line(a * 4, 0.1);
            shown += vec3(0.75) * (smoothstep(0.015, 0.0, abs(r - 0.40)) + marks);
            vec2 hand = vec2(cos(2.4 + i * 1.3 + seed), sin(2.4 + i * 1.3 + seed));
            float on = step(abs(q.x * hand.y - q.y * hand.x), 0.02) * step(0, dot(q, hand)) * step(r, 0.36);
            shown += vec3(0.9, 0.15, 0.1) * on;
        }
        float text = step(0.42, p.x) * step(p.x, 0.58) * step(0.3, p.y) * step(0.55, hash(vec3(p * 14, 3)));
        return shown + vec3(0.3, 0.4, 0.5) * text;
    }
    if (picture < 2.5) {
        // A few pictograms and lines of text on a dark ground.
        vec2 cell = p * vec2(7, 2.4); float chosen = hash(vec3(cell, 5));
        float sign = step(0.72, chosen) * step(length(fract(cell) - 0.5), 0.28);
        float text = step(chosen, 0.35) * step(abs(fract(cell.y) - 0.5), 0.10);
        text *= step(0.45, hash(vec3(p * vec2(60, 3), 8)));
        return vec3(0.03, 0.04, 0.05) + vec3(0.25, 0.45, 0.6) * sign + vec3(0.5) * text;
    }
    return vec3(0.15, 0.45, 0.5) * step(0.3, p.y) * step(p.y, 0.7) * step(0.5, hash(vec3(p * vec2(18, 3), 9)));
}
void main() {
    vec3 n = normalize(normal), v = normalize(eye - position);
    if (dot(n, v) < 0) n = -n;
    int material = int(kind.x + 0.5);
    vec3 albedo = colour; float rough = 0.6, specular = 0.04, bump = 0, frequency = 1;
    if (material == 0) {
        albedo *= 0.86 + 0.28 * fractal(rest * 55);
        albedo *= mix(vec3(1), vec3(1.05, 0.93, 0.9), fractal(rest * 14));
        rough = 0.5; bump = 0.06; frequency = 420;
    } else if (material == 1) {
        albedo = patterned(albedo, kind.y) * (0.9 + 0.2 * hash(rest * 900)); rough = 0.9; bump = 0.4; frequency = 26;
    } else if (material == 2) {
        albedo *= 0.45 + 1.1 * fractal(vec3(rest.x * 260, rest.y * 260, rest.z * 18));
        rough = 0.6; specular = 0.05; bump = 0.5; frequency = 90;
    } else if (material == 3) {
        albedo *= 0.85 + 0.3 * fractal(rest * 9); rough = 0.5; bump = 0.12; frequency = 420;
    } else if (material == 4) {
        float d = length(rest.xz);
        albedo = rest.y < 0 ? (d < 0.2 ? vec3(0.01) : (d < 0.46 ? colour : vec3(0.65, 0.62, 0.6))) : vec3(0.6);
        rough = 0.1; specular = 0.05;
    } else if (material == 6) {
        albedo *= (0.85 + 0.3 * fractal(rest * 13)) * (1 - 0.65 * stitched(kind.y));
        rough = 0.4; specular = 0.05; bump = 0.18; frequency = 60;
    } else if (material == 7) { albedo = vec3(0.01); rough = 0.15; specular = 0.05;
    } else { rough = 0.2; specular = 0.08; }
    if (bump > 0) {
        float e = 0.5 / frequency, here = fractal(rest * frequency);
        vec3 slope = vec3(fractal((rest + vec3(e,0,0)) * frequency), fractal((rest + vec3(0,e,0)) * frequency),
                          fractal((rest + vec3(0,0,e)) * frequency)) - here;
        n = normalize(n - bump * slope * 1.2);
    }
    if (monochrome) {  // skins differ little at 940 nm
        float y = dot(albedo, vec3(0.35, 0.4, 0.25));
        if (material == 0) y = 0.26 * (0.7 + 0.6 * fractal(rest * 30)) + 0.22 * dot(albedo, vec3(0.6, 0.3, 0.1));
        if (material == 1) {  // fibre and dye decide, not the colour; never skin's 0.3, or people would look nude
            float fibre = 0.5 + 0.5 * sin(40 * colour.r / colour.g + 61 * colour.b / colour.g + seed * 7);
            float level = fibre < 0.7 ? 0.04 + 0.16 * fibre : 0.45 + 0.45 * fibre;
            y = level * sqrt(clamp(y / dot(colour, vec3(0.35, 0.4, 0.25)), 0.5, 2.0));  // prints are pale
        }
        if (material == 3 || material == 6) y = mix(y, 0.14, 0.35);
        albedo = vec3(y);
    }
    float facing = dot(n, sun_direction), lit = sunlit(facing), from_eye = length(position - eye);
    vec3 diffuse = sky(position + n * 0.07, n) + sun * max(facing, 0) * lit;
    if (material == 0) diffuse += sun * lit * 0.12 * vec3(1, 0.35, 0.2);  // light through skin
    vec3 to_glow = GLOW_AT - position; float glow_distance = dot(to_glow, to_glow);
    float from_glow = max(dot(n, to_glow) * inversesqrt(glow_distance), 0) / (0.1 + glow_distance);
    diffuse += glow * vec3(0.10, 0.12, 0.15) * from_glow;
    // The lamp is a ring of diodes whose beam is brightest on the axis; walls throw some of it back.
    float beam = lamp * (0.35 + 0.65 * smoothstep(0.3, 0.95, dot(-v, axis))) / (0.12 + from_eye * from_eye);
    diffuse += beam * max(dot(n, v), 0) + lamp * 0.10;
    vec3 h = normalize(sun_direction + v); float nh = max(dot(n, h), 0), a = rough * rough;
    float lobe = a * a / (3.14 * pow(nh * nh * (a * a - 1) + 1, 2.0));
    float fresnel = specular + (1 - rough) * (1 - specular) * pow(1 - max(dot(n, v), 0), 5.0);
    float glint = specular + (1 - specular) * pow(1 - max(dot(v, h), 0), 5.0);
    vec3 mirrored = reflect(-v, n);
    vec3 light = albedo * diffuse + sun * lit * max(facing, 0) * lobe * 0.25 * glint
               + sky(position + mirrored * 0.07, mirrored) * fresnel * (1 - rough) * 0.9
               + beam * specular * pow(max(dot(n, v), 0), 40.0);
    if (material == 7) light += glow * display(kind.y) * 1.6;
    radiance = vec4(light, 1); depth = vec4(from_eye);
}"""

SHADOW_VERTEX = """#version 330
in vec3 in_position; uniform mat4 sun_projection;
void main() { gl_Position = sun_projection * vec4(in_position, 1.0); }"""

SHADOW_FRAGMENT = """#version 330
void main() {}"""

COMPOSE_VERTEX = """#version 330
in vec2 corner; out vec2 uv;
void main() { uv = corner * 0.5 + 0.5; gl_Position = vec4(corner, 0, 1); }"""

COMPOSE_FRAGMENT = """#version 330
// Ambient occlusion from depth (creases, contact), and the panorama where no surface is.
in vec2 uv; out vec4 result;
uniform sampler2D radiance; uniform sampler2D depth; uniform sampler2D panorama;
uniform mat3 to_car; uniform vec2 half_extent; uniform float heading;
uniform vec3 outside; uniform float reach; uniform float curve;
void main() {
    vec4 here = texture(radiance, uv);
    if (here.a < 0.5) {
        vec2 off = (uv * 2 - 1) * half_extent;
        float r = max(length(off), 1e-6), angle = atan(curve * r) / curve;  // Camera.project backwards
        vec3 d = to_car * vec3(off / r * sin(angle), -cos(angle));
        vec2 at = vec2(atan(d.x, -d.y) / 6.2831853 + 0.5 + heading, acos(clamp(d.z, -1, 1)) / 3.1415927);
        result = vec4(textureLod(panorama, at, 0).rgb * outside, 1); return;
    }
    float z = texture(depth, uv).r, hidden = 0, radius = min(reach / z, 0.2);
    float turn = fract(sin(dot(gl_FragCoord.xy, vec2(12.9, 78.2))) * 43758.5) * 6.28;
    for (int i = 0; i < 12; i++) {
        float a = turn + i * 2.4;
        vec2 there = uv + vec2(cos(a), sin(a) * half_extent.x / half_extent.y) * radius * (i + 0.5) / 12.0;
        float nearer = z - texture(depth, there).r;
        if (texture(radiance, there).a > 0.5)
            hidden += smoothstep(0.004, 0.03, nearer) * (1 - smoothstep(0.12, 0.30, nearer));
    }
    result = vec4(here.rgb * (1 - 0.85 * hidden / 12.0), 1);
}"""
